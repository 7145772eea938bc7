/** Whether a changed source is still one that the compiler takes. */
import { resolve } from "node:path";
import ts from "typescript";

/** Left over by most faults, and no reason for a build to fail. */
const UNUSED = [6133, 6192, 6196, 6198];

/** Gives what the compiler says first of a file of the project with another text, or null. */
export function typeFaults(): (file: string, text: string) => string | null {
  const config = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ".");
  let changed = { path: "", text: "", version: 0 };
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ ...options, incremental: false }),
    getScriptFileNames: () => fileNames,
    getScriptVersion: (path) => (resolve(path) === changed.path ? String(changed.version) : "0"),
    getScriptSnapshot: (path) => {
      const text = resolve(path) === changed.path ? changed.text : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => process.cwd(),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  const service = ts.createLanguageService(host);
  return (file, text) => {
    changed = { path: resolve(file), text, version: changed.version + 1 };
    const [first] = [
      ...service.getSyntacticDiagnostics(file),
      ...service.getSemanticDiagnostics(file),
    ].filter(({ code }) => !UNUSED.includes(code));
    return first ? ts.flattenDiagnosticMessageText(first.messageText, " ") : null;
  };
}
