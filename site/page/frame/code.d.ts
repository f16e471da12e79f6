/** The bundle of boot.ts as a text: the build puts it there (site/build/assets/frame.ts). */
declare module "gantry:frame" {
  const code: string;
  export default code;
}
