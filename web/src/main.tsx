import { render } from "preact";
import { App } from "./App";
import { listen } from "./router";
import { showTheme } from "./state/theme";
import { startWorker } from "./sw/register";
import "./styles/index.css";

showTheme();
listen();
startWorker();
render(<App />, document.getElementById("app") as HTMLElement);
