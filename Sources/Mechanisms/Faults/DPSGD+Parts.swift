package import Learning

extension DPSGD {
  /// The same trainer with other parts, or at another size.
  package func with(
    sampler: (any BatchSampler)? = nil, clipping: (any ClippingRule)? = nil, noise: (any NoiseSource)? = nil,
    optimiser: (any Optimiser)? = nil, steps: Int? = nil, expectedBatchSize: Float? = nil
  ) -> DPSGD {
    DPSGD(
      network: network, sampler: sampler ?? self.sampler, clipping: clipping ?? self.clipping,
      noise: noise ?? self.noise, optimiser: optimiser ?? self.optimiser, steps: steps ?? self.steps,
      expectedBatchSize: expectedBatchSize ?? self.expectedBatchSize, augmentation: augmentation,
      averaging: averaging, initialParameters: initialParameters)
  }
}
