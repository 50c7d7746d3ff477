/// Everything that a report says, and all that it may say.
package struct AuditOutcome: Hashable, Codable, Sendable {
  package let specification: AuditSpecification
  /// The dataset as it was loaded; nil where the mechanism lists its own records.
  package let data: DataSummary?
  package let claim: PrivacyClaim
  /// What the accountant computes from the mechanism's own event, whatever is claimed; nil where nobody says what it does.
  package let accountant: AccountantStatement?
  /// The stated ε held against the accountant; nil where none was stated.
  package let claimCheck: ClaimCheck?
  package let verdict: Verdict
  /// The largest of the bounds that the ledger pays for.
  package let bound: EpsilonLowerBound
  /// The others.
  package let furtherBounds: [EpsilonLowerBound]
  package let trials: TrialSummary
  /// What the scores show without an ε.
  package let description: ScoreDescription
  package let rocCurve: [ROCPoint]
  /// The limit that the mechanism's own event sets to every attack; nil where no accountant gives it.
  package let tradeOff: TradeOffCurve?
  /// Everything that the claim says of tests in this game; nil where only its ε was tested.
  package let claimedCurve: TradeOffCurve?
  /// What the scores say of `claimedCurve`; nil where it was not tested.
  package let curveTest: CurveTest?
  package let histogram: ScoreHistogram
  package let run: RunRecord
  /// Of an external mechanism; nil for others.
  package let worker: WorkerRecord?

  package init(
    specification: AuditSpecification, data: DataSummary?, claim: PrivacyClaim, accountant: AccountantStatement?,
    claimCheck: ClaimCheck? = nil, verdict: Verdict, bound: EpsilonLowerBound,
    furtherBounds: [EpsilonLowerBound] = [], trials: TrialSummary, description: ScoreDescription, rocCurve: [ROCPoint],
    tradeOff: TradeOffCurve? = nil, claimedCurve: TradeOffCurve? = nil, curveTest: CurveTest? = nil,
    histogram: ScoreHistogram, run: RunRecord, worker: WorkerRecord? = nil
  ) {
    (self.specification, self.data, self.claim, self.accountant) = (specification, data, claim, accountant)
    self.claimCheck = claimCheck
    (self.verdict, self.bound, self.furtherBounds, self.trials) = (verdict, bound, furtherBounds, trials)
    self.description = description
    (self.rocCurve, self.tradeOff, self.histogram, self.run) = (rocCurve, tradeOff, histogram, run)
    (self.claimedCurve, self.curveTest, self.worker) = (claimedCurve, curveTest, worker)
  }

  /// Probability that any of the bounds exceeds the true ε.
  package var significance: Double { furtherBounds.reduce(bound.significance) { $0 + $1.significance } }

  /// The stated ε, before any conversion, is less than the accountant can support for the mechanism's event.
  package var claimIsUnsupported: Bool {
    accountant.map { (claimCheck?.epsilon ?? claim.epsilon) < $0.epsilon } ?? false
  }
}

/// How many trials did what.
package struct TrialSummary: Hashable, Codable, Sendable {
  /// Trials in either world that were weighed.
  package let weighed: Arms
  /// Why the game ended before its last trial; nil where it did not.
  package let stoppingReason: StoppingReason?
  package let failureCount: Int
  /// The first few failures.
  package let failures: [TrialFailure]

  package struct Arms: Hashable, Codable, Sendable {
    package let included: Int
    package let excluded: Int

    package init(included: Int, excluded: Int) {
      (self.included, self.excluded) = (included, excluded)
    }
  }

  package init(
    weighed: Arms, stoppingReason: StoppingReason? = nil, failureCount: Int, failures: [TrialFailure]
  ) {
    (self.weighed, self.stoppingReason) = (weighed, stoppingReason)
    (self.failureCount, self.failures) = (failureCount, failures)
  }
}

/// A point of the receiver operating characteristic.
package struct ROCPoint: Hashable, Codable, Sendable {
  package let falsePositiveRate: Double
  package let truePositiveRate: Double

  package init(falsePositiveRate: Double, truePositiveRate: Double) {
    (self.falsePositiveRate, self.truePositiveRate) = (falsePositiveRate, truePositiveRate)
  }
}

/// Finite scores of the two worlds, counted in bins of equal width.
package struct ScoreHistogram: Hashable, Codable, Sendable {
  /// One more than the bins.
  package let edges: [Double]
  package let included: [Int]
  package let excluded: [Int]

  package init(edges: [Double], included: [Int], excluded: [Int]) {
    (self.edges, self.included, self.excluded) = (edges, included, excluded)
  }
}

/// Where and when the report was written, and how long its trials took.
package struct RunRecord: Hashable, Codable, Sendable {
  package let toolVersion: String
  /// The command that gives this report again.
  package let command: String
  /// What may decide bits or speed, in the process that wrote the report: processor, kernels, compiler, libraries.
  package let environment: [Item]
  /// Processor time of all trials, in seconds.
  package let trialSeconds: Double
  /// ISO 8601, in UTC.
  package let finishedAt: String

  package struct Item: Hashable, Codable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      (self.name, self.value) = (name, value)
    }
  }

  package init(
    toolVersion: String, command: String, environment: [Item], trialSeconds: Double, finishedAt: String
  ) {
    (self.toolVersion, self.command, self.environment) = (toolVersion, command, environment)
    (self.trialSeconds, self.finishedAt) = (trialSeconds, finishedAt)
  }
}
