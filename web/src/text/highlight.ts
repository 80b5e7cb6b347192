import DOMPurify from "dompurify";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import nginx from "highlight.js/lib/languages/nginx";
import perl from "highlight.js/lib/languages/perl";
import php from "highlight.js/lib/languages/php";
import plaintext from "highlight.js/lib/languages/plaintext";
import powershell from "highlight.js/lib/languages/powershell";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import scala from "highlight.js/lib/languages/scala";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua, makefile },
  ...{ nginx, perl, php, plaintext, powershell, python, ruby, rust, scala, shell, sql, swift, typescript },
  ...{ xml, yaml },
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Guessing tries these: those that are mistaken for each other least. */
const guessed = [
  "bash",
  "css",
  "diff",
  "go",
  "ini",
  "java",
  "javascript",
  "json",
  "php",
  "python",
  "ruby",
].concat(["rust", "sql", "typescript", "xml", "yaml"]);
/** Longer code is not guessed at: every language would be tried. */
const maxGuessed = 5000;
/** A guess below this is none. */
const goodGuess = 5;

/** highlighted gives the nodes of coloured code, or nothing when it is not known what it is. */
export function highlighted(text: string, language: string): DocumentFragment | undefined {
  const html = coloured(text, language);
  if (html === undefined) return undefined;
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: ["span"],
    ALLOWED_ATTR: ["class"],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

function coloured(text: string, language: string): string | undefined {
  if (language !== "") {
    if (!hljs.getLanguage(language)) return undefined;
    return hljs.highlight(text, { language, ignoreIllegals: true }).value;
  }
  if (text.length > maxGuessed) return undefined;
  const guess = hljs.highlightAuto(text, guessed);
  return guess.relevance >= goodGuess ? guess.value : undefined;
}
