import "./all";
import "./all.css";
