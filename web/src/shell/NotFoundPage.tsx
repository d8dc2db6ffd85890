import { texts } from '../texts.ts';
import { Dead } from './Dead.tsx';

export const NotFoundPage = () => <Dead title={texts.trouble.notFound} text={texts.trouble.notFoundWhy} />;
