/** Beside the levels of the core: threads that compute pieces of one job. Knows nothing of networks. */
@NullMarked
package io.github.lanewise.team;

import org.jspecify.annotations.NullMarked;
