internal import PrivacyModel

/// Where the claim comes from: its source, its currency, and how it was converted for the neighbours of the game.
func claimBasis(_ outcome: AuditOutcome) -> String {
  let (claim, specification) = (outcome.claim, outcome.specification.claim)
  var words = [claim.source.words + (specification.statement.words.map { " as \($0)" } ?? "")]
  if specification.adjacency != claim.adjacency {
    words.append("about \(specification.adjacency.rawValue), converted")
  }
  if specification.groupSize > 1 {
    words.append("about one record, converted to groups of \(countText(specification.groupSize))")
  }
  return words.joined(separator: "; ")
}

extension ClaimStatement {
  /// nil where the claim is the ε beside it.
  fileprivate var words: String? {
    switch self {
    case .ownEvent, .epsilon: nil
    case .mu(let mu): "μ-Gaussian DP with μ = \(exactText(mu))"
    case .rho(let rho): "ρ-zero-concentrated DP with ρ = \(exactText(rho))"
    case .curve(let points): "\(countText(points.count)) points (ε, δ)"
    case .renyi(let orders): "Rényi DP at \(countText(orders.count)) orders"
    case .event(let event): "what the accountant says of \(event.words)"
    }
  }
}
