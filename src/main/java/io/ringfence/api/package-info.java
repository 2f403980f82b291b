/**
 * The API listener: the contract is the router, every refusal becomes one problem document. A
 * request passes, in this order, its key ({@code Authentication}), the bounds of its body, the
 * contract ({@code RequestCheck}) and only then the {@code Action} of its operation, which sees no
 * HTTP. Imports nothing of its own floor: not the edge, the console, ops or the command line.
 */
package io.ringfence.api;
