import Evidence
import Foundation
import NumericalCore
import PrivacyModel
import TestSupport
import Testing

@Suite("Plan of trials") struct PlanningTests {
  static func plans(
    epsilon: Double = 1, delta: Double, alternative: Alternative, significance: Double = 0.05
  ) throws -> [TrialPlan.Method: TrialPlan] {
    let plans = try plan(
      claim: SequentialTestTests.claim(epsilon, delta: delta), alternative: alternative, significance: significance)
    #expect(plans.map(\.method) == TrialPlan.Method.allCases)
    return Dictionary(uniqueKeysWithValues: plans.map { ($0.method, $0) })
  }

  /// P[B = k] by products, which share no code with the planner.
  static func probabilities(trials: Int, probability: Double) -> [Double] {
    var probabilities = [pow(1 - probability, Double(trials))]
    for k in 1...trials {
      probabilities.append(
        probabilities[k - 1] * Double(trials - k + 1) / Double(k) * probability / (1 - probability))
    }
    return probabilities
  }

  @Test("has the power asked for, and not with one trial less, by a sum over all pairs of counts")
  func fixedThreshold() throws {
    let needed = try #require(
      Self.plans(delta: 0, alternative: .randomisedResponse(epsilon: 2))[.fixedThreshold]?.trials)
    func power(_ trials: Int) throws -> Double {
      let errors = Self.probabilities(trials: trials, probability: 1 / (1 + exp(2)))
      var power = 0.0
      // Where many errors are made nothing is refuted.
      for falseNegatives in 0...min(trials, 25) {
        for falsePositives in 0...min(trials, 25) {
          let arms = TwoArmBoundTests.arms(
            falseNegatives: falseNegatives, of: trials, falsePositives: falsePositives, of: trials)
          if try TwoArmBoundTests.bound(arms, delta: 0, significance: 0.05).epsilon > 1 {
            power += errors[falseNegatives] * errors[falsePositives]
          }
        }
      }
      return power
    }
    #expect(try power(needed) >= 0.9 && power(needed - 1) < 0.9, "\(needed)")
  }

  @Test(
    "of one run has the power asked for, and not with one canary less, by the definition", arguments: [0, 1e-4, 1e-3])
  func oneRun(delta: Double) throws {
    let needed = try #require(
      Self.plans(delta: delta, alternative: .randomisedResponse(epsilon: 2))[.oneRun]?.trials)
    func power(_ canaries: Int) -> Double {
      let null = Self.probabilities(trials: canaries, probability: 1 / (1 + exp(-1)))
      let truth = Self.probabilities(trials: canaries, probability: 1 / (1 + exp(-2)))
      return (1...canaries).filter { correct in
        let largest = (1...correct).map { null[correct - $0..<correct].reduce(0, +) / Double($0) }.max() ?? 0
        return null[correct...].reduce(0, +) + 2 * Double(canaries) * delta * largest < 0.05
      }.reduce(0) { $0 + truth[$1] }
    }
    #expect(power(needed) >= 0.9 && power(needed - 1) < 0.9, "\(needed)")
  }

  /// By 400 audits with other random numbers: their share has a standard deviation of 0.015, and the plan, from 200
  /// audits, one of 0.021.
  @Test(
    "of the sequential test is kept by other audits",
    arguments: [(PairSource.laplace, Alternative.laplace(epsilon: 2)), (.gaussian, .gaussian(epsilon: 12))])
  func sequential(source: PairSource, alternative: Alternative) throws {
    let plan = try #require(Self.plans(delta: source.delta, alternative: alternative)[.sequential])
    let (needed, median) = (try #require(plan.trials), try #require(plan.medianTrials))
    var factor = 2.0
    if case .gaussian(let epsilon) = alternative {
      factor = 1 / AnalyticGaussian.calibrated(epsilon: epsilon, delta: 1e-5).noiseMultiplier / PairSource.gaussianMu
    }
    let pairs = try (0..<400).map { repetition in
      try source.pairsToRefute(
        epsilon: 1, delta: source.delta, significance: 0.05, factor: factor, repetition: repetition, limit: needed)
        ?? .max
    }
    let refuted = Double(pairs.count { $0 <= needed }) / 400
    #expect(abs(refuted - 0.9) < 0.12, "\(refuted)")
    let half = Double(pairs.count { $0 <= median }) / 400
    #expect(abs(half - 0.5) < 0.2, "\(half)")
  }

  @Test("of the broken claim of 0.21 needs few hundred trials, and one run cannot show it beyond doubt")
  func brokenClaim() throws {
    let rates = Alternative.rates(truePositive: 0.04922, falsePositive: 0.00174)
    for plan in try Self.plans(epsilon: 0.21, delta: 1e-5, alternative: rates).values {
      #expect((200...500).contains(try #require(plan.trials)))
    }
    let strict = try Self.plans(epsilon: 0.21, delta: 1e-5, alternative: rates, significance: 1e-10)
    #expect(try #require(strict[.sequential]?.trials) < #require(strict[.fixedThreshold]?.trials))
    #expect(strict[.oneRun]?.trials == nil && strict[.oneRun]?.reason?.contains("not be enough") == true)
  }

  @Test(
    "says why there is no number where the truth is no worse than the claim",
    arguments: [
      Alternative.gaussian(epsilon: 1), .gaussian(epsilon: 0.5), .laplace(epsilon: 1),
      .randomisedResponse(epsilon: 0.9),
      .rates(truePositive: 0.3, falsePositive: 0.3), .rates(truePositive: 0, falsePositive: 1),
    ])
  func impossible(alternative: Alternative) throws {
    for plan in try Self.plans(delta: 1e-5, alternative: alternative).values {
      #expect(plan.trials == nil && plan.reason?.contains("no event") == true)
    }
  }

  @Test("refuses what is out of range")
  func ranges() throws {
    #expect(throws: InvalidValue.self) { try Self.plans(delta: 0, alternative: .gaussian(epsilon: 2)) }
    #expect(throws: InvalidValue.self) { try Self.plans(delta: 0, alternative: .laplace(epsilon: 0)) }
    #expect(throws: InvalidValue.self) {
      try Self.plans(delta: 0, alternative: .rates(truePositive: 1.5, falsePositive: 0))
    }
  }

  @Test("has no number of trials for a Gaussian whose excess over a great claim is too rare to be seen")
  func greatClaim() throws {
    for plan in try Self.plans(epsilon: 1000, delta: 1e-5, alternative: .gaussian(epsilon: 1002)).values {
      #expect(plan.trials == nil && plan.reason?.contains("no event") == false)
    }
  }

  @Test("and a budget name every method, and say where a search would take too long")
  func budgets() throws {
    let claim = try SequentialTestTests.claim(1)
    let budgets = try budget(trials: 20_000, claim: claim, family: .laplace, significance: 0.05)
    #expect(budgets.map(\.method) == TrialPlan.Method.allCases)
    for budget in budgets {
      #expect(
        (budget.epsilon == nil) == (budget.method == .sequential) && (budget.reason == nil) == (budget.epsilon != nil))
    }
    #expect(throws: InvalidValue.self) { try budget(trials: 0, claim: claim, family: .laplace, significance: 0.05) }
    #expect(throws: InvalidValue.self) {
      try budget(trials: 10, claim: SequentialTestTests.claim(1, delta: 0), family: .gaussian, significance: 0.05)
    }
  }

  @Test("and its reverse agree", arguments: TrialPlan.Method.allCases)
  func reverse(method: TrialPlan.Method) throws {
    let claim = try SequentialTestTests.claim(1)
    let epsilon = try #require(
      try detectableEpsilon(method: method, trials: 100, claim: claim, family: .gaussian, significance: 0.05))
    let needed = try #require(Self.plans(delta: 1e-5, alternative: .gaussian(epsilon: epsilon))[method]?.trials)
    #expect((90...100).contains(needed), "\(needed)")
    if method == .fixedThreshold {
      let power = try #require(try auditPower(included: 100, excluded: 100, claim: claim, significance: 0.05))
      #expect(try relativeError(of: epsilon, from: #require(power.detectableEpsilon)) < 3e-3)
    }
    #expect(try detectableEpsilon(method: method, trials: 1, claim: claim, family: .laplace, significance: 1e-9) == nil)
  }
}
