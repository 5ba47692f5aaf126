/** Level 5 of the core: layers in a row, run step by step or over whole sequences. */
@NullMarked
package io.github.lanewise.network;

import org.jspecify.annotations.NullMarked;
