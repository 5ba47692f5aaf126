#!/bin/sh
# Prints the home of the JDK that builds this project, so that ./mvnw works where the default java is older.
#
# The first that fits: JAVA_HOME; where that is unset, the java on the PATH; else, of the JDKs found in the usual
# places, the one with the lowest feature version from REQUIRED up. To choose another one, set JAVA_HOME.

set -u

REQUIRED=25

# The feature version of the JDK in directory $1 (25 for 25.0.3, 1 for 1.8.0), or 0 if no JDK is there.
# Read from its release file: asking `java -version` of every candidate would start a JVM each time.
feature_version() {
  version=
  if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]\{1,4\}\).*/\1/p' "$1/release" | head -n 1)
  fi
  echo "${version:-0}"
}

# The home of the java on the PATH, behind its symbolic links; nothing if there is none.
home_on_path() {
  java=$(command -v java) || return 0
  java=$(readlink -f "$java" 2>/dev/null) || return 0
  dirname "$(dirname "$java")"
}

# The lowest feature version from REQUIRED up, and its home, among the usual places of Linux and macOS.
search() {
  best=0
  best_home=
  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/java/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$(/usr/libexec/java_home -v "$REQUIRED+" 2>/dev/null)"; do
    version=$(feature_version "$home")
    [ "$version" -ge "$REQUIRED" ] || continue
    if [ "$best" -eq 0 ] || [ "$version" -lt "$best" ]; then
      best=$version
      best_home=$home
    fi
  done
}

preferred=${JAVA_HOME:-$(home_on_path)}
if [ -n "$preferred" ] && [ "$(feature_version "$preferred")" -ge "$REQUIRED" ]; then
  printf '%s\n' "$preferred"
  exit 0
fi

search
if [ -z "$best_home" ]; then
  echo "mvnw: no JDK $REQUIRED or later found: install one (for instance Eclipse Temurin $REQUIRED, https://adoptium.net) or set JAVA_HOME to its directory." >&2
  exit 1
fi
if [ -n "${JAVA_HOME:-}" ]; then
  echo "mvnw: JAVA_HOME=$JAVA_HOME is not a JDK $REQUIRED or later; using $best_home" >&2
fi
printf '%s\n' "$best_home"
