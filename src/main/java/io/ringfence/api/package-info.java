/** The API listener: the contract is the router, every refusal becomes one problem document. */
package io.ringfence.api;
