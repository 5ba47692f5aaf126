/** Beside the floors: threads that compute pieces of one job. Knows nothing of networks. */
@NullMarked
package io.github.lanewise.team;

import org.jspecify.annotations.NullMarked;
