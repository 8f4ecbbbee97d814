#!/usr/bin/env node
// Exists before the build, so that `npm ci` in a clone links the command.
import '../dist/main.js';
