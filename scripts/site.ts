/** `npm run site`: the committed notebooks as web pages in site/, to open from the disk or to put on any server. */
import { join } from 'node:path';
import { courseIn } from './notebooks/course';
import { buildSite } from './site/build';

const ROOT = join(__dirname, '..');

try {
  const names = buildSite(courseIn(ROOT), join(ROOT, 'site'));
  console.log(`site/index.html and ${names.length} pages: ${names.join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
