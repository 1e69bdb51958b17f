// make gives an element with properties and a style.

const make = (tag, set, style) => {
	const e = Object.assign(document.createElement(tag), set);
	e.style.cssText = style;
	return e;
};
