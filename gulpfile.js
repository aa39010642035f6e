const { dest, src } = require('gulp');

/** tsc leaves out what is not code: the icons and the codex file go to dist/ beside what names them. */
function copyAssets() {
	return src(['icons/*.svg', 'nodes/**/*.node.json'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

exports.default = copyAssets;
