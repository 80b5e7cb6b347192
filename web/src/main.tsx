import { render } from "preact";
import { App } from "./App";
import { listen } from "./router";
import { showTheme } from "./state/theme";
import "./styles/index.css";

showTheme();
listen();
render(<App />, document.getElementById("app") as HTMLElement);
