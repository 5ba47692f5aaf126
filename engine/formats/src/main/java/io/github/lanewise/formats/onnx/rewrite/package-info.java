/**
 * The first of the two phases in which a graph is read. Nodes that together say what one operator says are replaced by that
 * operator: a layer normalization or a spectrum that is spelled out, the equations of a recurrent cell for one step, for every
 * step one after another, or in a loop. What is left is for the operators' own rules.
 */
@NullMarked
package io.github.lanewise.formats.onnx.rewrite;

import org.jspecify.annotations.NullMarked;
