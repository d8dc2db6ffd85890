/** Builds the page into `dist`, each file also packed, so that the server need not pack the same bytes for everybody. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const PACKABLE = /\.(js|css|svg|html)$/;
const LEAST_BYTES = 512;

function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async closeBundle() {
      const folder = join(import.meta.dirname, 'dist');
      for (const name of await readdir(folder, { recursive: true })) {
        if (!PACKABLE.test(name)) continue;
        const bytes = await readFile(join(folder, name));
        if (bytes.length < LEAST_BYTES) continue;
        await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        await writeFile(join(folder, `${name}.br`), brotliCompressSync(bytes));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), packed()],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': 'http://localhost:8000', '/connection': { target: 'ws://localhost:8000', ws: true } } },
});
