/** Colours and type. Everything else takes them from here, by name. */

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = [
  '#e8f5f3', '#d3e8e5', '#a7d2cc', '#77bab2', '#4ea69c', '#31978c', '#1c8a80', '#0b6e6e', '#085c5c', '#044a4a',
];
const ink: MantineColorsTuple = [
  '#dfe6e4', '#b9c5c2', '#93a29e', '#75857f', '#44524e', '#2e3b38', '#1b2524', '#151e1d', '#101817', '#0d1413',
];

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: 7,
  autoContrast: true,
  colors: { pine, dark: ink },
  black: '#16201f',
  defaultRadius: 'md',
  respectReducedMotion: true,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  headings: {
    fontWeight: '680',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: 'clamp(1.6rem, 1.25rem + 1.7vw, 2.3rem)', lineHeight: '1.15' },
      h2: { fontSize: '1.2rem', lineHeight: '1.3' },
      h3: { fontSize: '1.05rem', lineHeight: '1.35' },
    },
  },
  components: {
    // Its placeholder is no menu item, and a portal stands outside every landmark: screen readers stumble over both.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, withinPortal: false } },
    Anchor: { defaultProps: { underline: 'always' } },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NativeSelect: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
  },
});

const LIGHT = { ground: '#f5f7f6', paper: '#ffffff', line: '#dbe3e0', soft: '#55625f', lit: '#d8f1ec', tint: '#e0f0ed' };
const DARK: typeof LIGHT = { ground: '#0d1413', paper: '#151e1d', line: '#2a3634', soft: '#a3b1ad', lit: '#1d453f', tint: '#163633' };

const named = ({ ground, paper, line, soft, lit, tint }: typeof LIGHT) => ({
  '--ground': ground,
  '--paper': paper,
  '--line': line,
  '--soft': soft,
  '--lit': lit,
  '--tint': tint,
  '--mantine-color-body': paper,
  '--mantine-color-dimmed': soft,
  '--mantine-color-default-border': line,
});

/** Our own names for what every page uses, and Mantine's for the same. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...named(LIGHT), '--mantine-color-error': '#c92a2a' },
  dark: { ...named(DARK), '--mantine-color-default': '#1b2524', '--mantine-color-default-hover': '#232f2d', '--mantine-color-error': '#ff8787' },
});
