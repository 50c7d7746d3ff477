internal import PrivacyModel

/// The ε of claim, accountant and measured bound as text.
///
/// The accountant's is an upper bound and rounds up, the measured one is a lower bound and rounds down. Where four
/// digits would print an order that the values do not have (a measured "≥ 1" that refutes a claimed "1"), all get more.
struct EpsilonTexts: Hashable, Sendable {
  let claimed: String
  let accounted: String
  let measured: String

  init(_ outcome: AuditOutcome) {
    let (claim, bound) = (outcome.claim, outcome.bound)
    // Where there is no accountant, a text that nobody reads.
    let accounted = outcome.accountant?.epsilon ?? claim.epsilon
    // An ε that follows from a claim in another currency has no spelling of its own.
    let isSpelled = if case .epsilon = outcome.specification.claim.statement { true } else { false }
    func texts(digits: Int) -> (claimed: String, accounted: String, measured: String) {
      (
        isSpelled
          ? exactText(claim.epsilon) : decimalText(claim.epsilon, digits: digits, rounding: .up),
        decimalText(accounted, digits: digits, rounding: .up),
        decimalText(bound.epsilon, digits: digits, rounding: .down)
      )
    }
    func keepOrder(_ texts: (claimed: String, accounted: String, measured: String)) -> Bool {
      let claimed = Double(texts.claimed) ?? claim.epsilon
      let spelled = Double(texts.accounted) ?? accounted
      let measured = Double(texts.measured) ?? bound.epsilon
      return (claimed < measured) == (claim.epsilon < bound.epsilon)
        && (claimed < spelled) == (claim.epsilon < accounted)
    }
    let digits = (4...16).first { keepOrder(texts(digits: $0)) } ?? 17
    (claimed, self.accounted, measured) = texts(digits: digits)
  }
}
