package import Attacks
package import Games
internal import Mechanisms
package import PrivacyModel

/// How a classic mechanism is attacked, and the ε that it has on the pair in truth.
package struct ClassicAudit: Sendable {
  package let mechanism: ClassicMechanism
  /// Of what it can release on the pair, from its law.
  package let logRatios: LogRatioRange
  /// For a seed.
  package let game: @Sendable (UInt64) -> any Game

  private init<Algorithm: QueryAlgorithm, Attacker: Attack>(
    _ mechanism: ClassicMechanism, _ algorithm: Algorithm, _ attack: Attacker, _ logRatios: LogRatioRange
  ) where Algorithm.Release == Attacker.Observation {
    (self.mechanism, self.logRatios) = (mechanism, logRatios)
    let target = QueryMechanism(
      algorithm, on: mechanism.answers,
      event: .approximateDP(epsilon: ClassicMechanism.claimedEpsilon, delta: 0))
    game = { MembershipGame(mechanism: target, attack: attack, candidates: 1, coins: .balanced, seed: $0) }
  }

  package init(_ mechanism: ClassicMechanism) {
    let epsilon = ClassicMechanism.claimedEpsilon
    switch mechanism {
    case .laplace, .noisyHistogram1: self.init(mechanism, laplaceEpsilon: epsilon)
    case .noisyHistogram2: self.init(mechanism, laplaceEpsilon: 1 / epsilon)
    case .parallelLaplace: self.init(mechanism, laplaceEpsilon: epsilon / 20)
    case .prefixSum:
      let grid = LaplaceGrid(epsilon: epsilon, sensitivity: 1, answers: 1)
      self.init(
        mechanism, PrefixSums(LaplaceQuery(grid)), law: PrefixSumLaw(grid),
        grid.logRatioRange(on: mechanism.answers))
    case .truncatedGeometric:
      let rule = TruncatedGeometricRule(largest: 5, exponent: 3)
      self.init(mechanism, TruncatedGeometric(rule), law: TruncatedGeometricLaw(rule), of: 0...5)
    case .noisyMax1: self.init(mechanism, indexWith: .laplace)
    case .noisyMax2: self.init(mechanism, indexWith: .exponential)
    case .noisyMax3: self.init(mechanism, valueWith: .laplace)
    case .noisyMax4: self.init(mechanism, valueWith: .exponential)
    case .sparseVector1:
      self.init(mechanism, SparseVectorRule(epsilon: epsilon, sensitivity: 1, threshold: 0.5, mostAbove: 1))
    case .sparseVector2:
      self.init(mechanism, SparseVectorRule(epsilon: epsilon, sensitivity: 1, threshold: 1, mostAbove: 1))
    case .sparseVector3: self.init(mechanism, Self.releasingValues(mostAbove: 1))
    case .sparseVector4: self.init(mechanism, Self.payingForOneAnswer(mostAbove: 1))
    case .sparseVector5:
      self.init(mechanism, .withoutQueryNoise(epsilon: epsilon, sensitivity: 1, threshold: 1))
    case .sparseVector6: self.init(mechanism, .neverPaying(epsilon: epsilon, sensitivity: 1, threshold: 1))
    case .parallelSparseVector:
      let rules = (Self.releasingValues(mostAbove: 2), Self.payingForOneAnswer(mostAbove: 2))
      let attacks = (
        SparseVectorAttack(rules.0, on: mechanism.answers), SparseVectorAttack(rules.1, on: mechanism.answers)
      )
      self.init(
        mechanism, ParallelQueries(SparseVector(rules.0), SparseVector(rules.1)), ParallelAttack(attacks.0, attacks.1),
        attacks.0.logRatioRange + attacks.1.logRatioRange)
    case .numericalSparseVector:
      let rule = SparseVectorRule(
        threshold: 1, thresholdScale: 3 / epsilon, queryScale: 12 / epsilon, mostAbove: 2)
      let attack = SparseVectorAttack(rule, givingAnswersAtScale: 6 / epsilon, on: mechanism.answers)
      self.init(mechanism, NumericalSparseVector(rule, valueScale: 6 / epsilon), attack, attack.logRatioRange)
    case .rappor: self.init(mechanism, BitReportRule(f: 0.75, p: 0.45, q: 0.55))
    case .oneTimeRappor: self.init(mechanism, BitReportRule(f: 0.95))
    }
  }

  private init<Algorithm: QueryAlgorithm, Law: ReleaseLaw>(
    _ mechanism: ClassicMechanism, _ algorithm: Algorithm, law: Law, _ logRatios: LogRatioRange
  ) where Algorithm.Release == Law.Release {
    self.init(
      mechanism, algorithm, LikelihoodRatioAttack(law, on: mechanism.answers, remembers: false), logRatios)
  }

  /// Of a mechanism that can make these releases and no others.
  private init<Algorithm: QueryAlgorithm, Law: ReleaseLaw>(
    _ mechanism: ClassicMechanism, _ algorithm: Algorithm, law: Law, of releases: some Sequence<Law.Release>
  ) where Algorithm.Release == Law.Release {
    self.init(
      mechanism, algorithm, LikelihoodRatioAttack(law, on: mechanism.answers),
      LogRatioRange(law, of: releases, on: mechanism.answers))
  }

  private init(_ mechanism: ClassicMechanism, laplaceEpsilon epsilon: Double) {
    let grid = LaplaceGrid(epsilon: epsilon, sensitivity: 1, answers: 1)
    self.init(
      mechanism, LaplaceQuery(grid), law: LaplaceLaw(grid), grid.logRatioRange(on: mechanism.answers))
  }

  private init(_ mechanism: ClassicMechanism, indexWith noise: MaxNoise) {
    let algorithm = NoisyMax(noise: noise, epsilon: ClassicMechanism.claimedEpsilon, sensitivity: 1)
    self.init(
      mechanism, algorithm, law: NoisyMaxLaw(noise: noise, scale: algorithm.scale),
      of: mechanism.answers.included.indices)
  }

  private init(_ mechanism: ClassicMechanism, valueWith noise: MaxNoise) {
    let noisyMax = NoisyMax(noise: noise, epsilon: ClassicMechanism.claimedEpsilon, sensitivity: 1)
    let law = LargestAnswerLaw(noise: noise, scale: noisyMax.scale)
    // Below all answers, between them and so far above that the law is a single exponential.
    let values = stride(from: -1, through: 30 * noisyMax.scale, by: 0.25)
    self.init(
      mechanism, LargestAnswer(noisyMax), law: law, LogRatioRange(law, of: values, on: mechanism.answers))
  }

  private init(_ mechanism: ClassicMechanism, _ rule: SparseVectorRule) {
    let attack = SparseVectorAttack(rule, on: mechanism.answers)
    self.init(mechanism, SparseVector(rule), attack, attack.logRatioRange)
  }

  private init(_ mechanism: ClassicMechanism, _ rule: BitReportRule) {
    let law = BitReportLaw(rule)
    let reports = (UInt32(0)..<1 << UInt32(mechanism.answers.included.count))
    self.init(mechanism, BitReport(rule), law: law, LogRatioRange(law, of: reports, on: mechanism.answers))
  }

  private static func releasingValues(mostAbove: Int) -> SparseVectorRule {
    .releasingValues(
      epsilon: ClassicMechanism.claimedEpsilon, sensitivity: 1, threshold: 1, mostAbove: mostAbove)
  }

  private static func payingForOneAnswer(mostAbove: Int) -> SparseVectorRule {
    .payingForOneAnswer(
      epsilon: ClassicMechanism.claimedEpsilon, sensitivity: 1, threshold: 1, mostAbove: mostAbove)
  }
}
