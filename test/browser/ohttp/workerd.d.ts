/** The path of the program. The package has no types of its own. */
declare module 'workerd' {
  const path: string;
  export default path;
}
