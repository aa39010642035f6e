// `node judge.mjs <scanner.mjs> source|packed <folder>`: what n8n's scanner says of a package in a folder,
// as JSON. It does for a folder what the scanner does for a package that it has downloaded.
import { pathToFileURL } from 'node:url';

const [scanner, leg, folder] = process.argv.slice(2);
const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(pathToFileURL(scanner).href);
const patterns = leg === 'source' ? SOURCE_FILE_PATTERNS : ['**/*.js', 'package.json'];
console.log(JSON.stringify(await analyzePackage(folder, patterns)));
