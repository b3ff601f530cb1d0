import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./shell/app.tsx";
import "./shell/site.css";

const place = document.getElementById("site");
if (place === null) throw new Error("The page has no place for the site.");
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
