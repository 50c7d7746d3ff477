package import PrivacyModel

extension MechanismEvent {
  /// The event with something that is no more private for each Gaussian release on batches of a fixed size, for neighbours
  /// that differ in a record's presence; `populationSize` is the size of the larger of them.
  ///
  /// Let the larger dataset have N records and a batch m < N of them. It has the record with probability q = m ÷ N; then a
  /// batch of the smaller dataset is that one with a random other record in its place, and else both are drawn alike.
  /// So the laws of a step are mixtures, with the same weights, of
  /// ```
  /// (1 − q) N(s, σ²) + q N(s + d, σ²)   and   N(s, σ²),   ‖d‖ ≤ 2
  /// ```
  /// and hockey-stick divergences, which are jointly convex, are largest at ‖d‖ = 2: Gaussian noise of half the multiplier
  /// on a Poisson sample of probability q.
  ///
  /// - Reference: The same bound for any mechanism: Zhu, Dong and Wang, "Optimal Accounting of Differential Privacy via
  ///   Characteristic Function", arXiv:2106.08567, on subset sampling and neighbours that differ by a record's presence.
  package var forAddedOrRemoved: MechanismEvent {
    rewriting { event in
      guard case .sampledWithoutReplacement(let batchSize, let populationSize, .gaussian(let noiseMultiplier)) = event,
        batchSize < populationSize
      else { return nil }
      return .dominated(
        by: .poissonSampled(
          samplingProbability: Double(batchSize) / Double(populationSize),
          .gaussian(noiseMultiplier: noiseMultiplier / 2)))
    }
  }
}
