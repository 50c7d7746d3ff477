package import PrivacyModel

extension BoundMethod {
  /// The largest bound that so many trials can give: that of an attack that never errs. nil where the method does not
  /// apply.
  ///
  /// - Throws: What Clopper–Pearson bounds throw.
  package func ceiling(
    included: Int, excluded: Int, _ question: BoundQuestion, family: TradeOffFamily? = nil
  ) throws -> Double? {
    var perfect = MembershipScores()
    for index in 0..<max(included, excluded) {
      // In turns, so that a part that chooses a threshold and pairs in their order see both arms.
      if index < included { perfect.append(1, .included) }
      if index < excluded { perfect.append(0, .excluded) }
    }
    let question = question.with(threshold: question.threshold.map { _ in 0.5 })
    return try bound(PreparedScores(perfect, question, family: family), question)?.epsilon
  }
}
