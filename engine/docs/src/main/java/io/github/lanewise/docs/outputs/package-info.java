/** Whether the pages show what the commands on them print: runs the commands again, and compares. */
@NullMarked
package io.github.lanewise.docs.outputs;

import org.jspecify.annotations.NullMarked;
