/** Models in JSON: RTNeural's, GuitarML's and NAM's audio models, and state_dicts. */
@NullMarked
package io.github.lanewise.formats.audio.models;

import org.jspecify.annotations.NullMarked;
