export { type Bundle, escapeHtml, html, latex, markdown } from './content';
export { type Display, type DisplayMessage, newDisplay, type Send, show } from './display';
