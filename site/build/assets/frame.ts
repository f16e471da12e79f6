import {build, type Metafile, type Plugin} from "esbuild";

/**
 * The import "gantry:frame" is the text of the script that runs in a chapter's frame (site/page/frame/boot.ts), bundled to one
 * script: the frame can load no second one. Whoever runs no chapter apart never loads it. `root` is the repository's folder;
 * `made` hears what stands in it.
 */
export function frameCode(root: string, made: (inputs: Metafile["inputs"]) => void = () => {}): Plugin {
  return {
    name: "frame-code",
    setup({onResolve, onLoad}) {
      onResolve({filter: /^gantry:frame$/}, () => ({path: "boot", namespace: "frame"}));
      onLoad({filter: /^boot$/, namespace: "frame"}, async () => {
        const result = await build({
          absWorkingDir: root,
          entryPoints: ["site/page/frame/boot.ts"],
          bundle: true,
          minify: true,
          // Workers run it as a classic script.
          format: "iife",
          // A lower one takes the second argument out of `import(…)`.
          target: "esnext",
          platform: "browser",
          logLevel: "silent",
          metafile: true,
          write: false
        });
        made(result.metafile.inputs);
        return {contents: result.outputFiles[0]?.text ?? "", loader: "text"};
      });
    }
  };
}
