// The default theme without its font, in the demo's colours.
import DefaultTheme from "vitepress/theme-without-fonts";
import "../../colours.css";
import "./theme.css";

export default DefaultTheme;
