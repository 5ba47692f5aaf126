/** Models of sound in JSON: RTNeural's, GuitarML's and NAM's. */
@NullMarked
package io.github.lanewise.formats.audio.models;

import org.jspecify.annotations.NullMarked;
