import PrivacyModel

/// An outcome like another but for one part.
extension AuditOutcome {
  func rerun(_ run: RunRecord) -> AuditOutcome {
    AuditOutcome(
      specification: specification, data: data, claim: claim, accountant: accountant, verdict: verdict, bound: bound,
      trials: trials, description: description, rocCurve: rocCurve, histogram: histogram, run: run)
  }

  func measuring(_ epsilon: Double, against claim: PrivacyClaim) -> AuditOutcome {
    let bound = EpsilonLowerBound(
      method: bound.method, epsilon: epsilon, delta: bound.delta, adjacency: bound.adjacency,
      significance: bound.significance, basis: bound.basis)
    return AuditOutcome(
      specification: specification, data: data, claim: claim, accountant: accountant, verdict: verdict, bound: bound,
      trials: trials, description: description, rocCurve: rocCurve, histogram: histogram, run: run)
  }

  func drawing(_ rocCurve: [ROCPoint], _ histogram: ScoreHistogram, threshold: Double) throws -> AuditOutcome {
    guard let rates = bound.rates else { throw NoRates() }
    let bound = EpsilonLowerBound(
      method: bound.method, epsilon: bound.epsilon, delta: bound.delta, adjacency: bound.adjacency,
      significance: bound.significance,
      basis: .threshold(
        ErrorRates(
          threshold: threshold, falseNegativeRate: rates.falseNegativeRate, falsePositiveRate: rates.falsePositiveRate))
    )
    return AuditOutcome(
      specification: specification, data: data, claim: claim, accountant: accountant, verdict: verdict, bound: bound,
      trials: trials, description: description, rocCurve: rocCurve, histogram: histogram, run: run)
  }

  private struct NoRates: Error {}

  func named(_ name: String) throws -> AuditOutcome {
    let old = specification
    return AuditOutcome(
      specification: try AuditSpecification(
        name: name, seed: old.seed, data: old.data, mechanism: old.mechanism, canary: old.canary, attack: old.attack,
        game: old.game, claim: old.claim, evidence: old.evidence),
      data: data, claim: claim, accountant: accountant, verdict: verdict, bound: bound, trials: trials,
      description: description, rocCurve: rocCurve, histogram: histogram, run: run)
  }

  func checked(_ check: ClaimCheck, accountant: AccountantStatement) throws -> AuditOutcome {
    AuditOutcome(
      specification: specification, data: data,
      claim: try PrivacyClaim(
        epsilon: check.epsilon, delta: accountant.delta, adjacency: accountant.adjacency, source: .stated),
      accountant: accountant, claimCheck: check, verdict: verdict, bound: bound, trials: trials,
      description: description, rocCurve: rocCurve,
      histogram: histogram, run: run)
  }
}
