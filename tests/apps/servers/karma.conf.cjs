// Karma with Jasmine, and no browser of its own: the recorded page is the browser.
module.exports = (/** @type {{ set: (options: object) => void }} */ config) =>
  config.set({
    basePath: __dirname,
    frameworks: ["jasmine"],
    files: ["../pages/karma-tests.js"],
    plugins: ["karma-jasmine"],
    hostname: "127.0.0.1",
    listenAddress: "127.0.0.1",
    browsers: [],
    reporters: [],
    logLevel: "ERROR",
    autoWatch: false,
    singleRun: false,
  });
