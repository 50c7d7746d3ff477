internal import Foundation
internal import PrivacyModel
internal import SpecificationReading

extension TrainingPlan {
  /// An audit of this training, for `dpaudit run`: the same data and mechanism with noise from a seed, the claim, and a
  /// canary whose gradient no other record disturbs; nil without privacy.
  ///
  /// - Parameter specificationFolder: Where relative paths of the specification start; those of the audit start from
  ///   where the claim file is.
  func claimText(for files: TrainingFiles, specificationFolder: URL) throws -> String? {
    guard let privacy, let budget = specification.budget else { return nil }
    // An ε of 0 is no claim that a specification can state; the accountant then computes it again.
    let epsilon = budget.epsilon ?? (privacy.accountant.epsilon > 0 ? privacy.accountant.epsilon : nil)
    let audit = try AuditSpecification(
      name: "\(specification.name)-claim", seed: specification.seed,
      data: specification.data.mapPaths { path in
        path.hasPrefix("/") ? path : relativePath(to: specificationFolder.appending(path: path), from: files.folder)
      },
      mechanism: .dpSGD(mechanism), canary: .gradient(.quietestCoordinate), attack: .gradientProjection,
      game: GameSpecification(trialsPerWorld: 1000, coins: .balanced),
      claim: ClaimSpecification(epsilon: epsilon, delta: budget.delta, adjacency: budget.adjacency),
      evidence: EvidenceSpecification(significance: 0.05))
    return """
      # What dpaudit train claims of \(files.weights.lastPathComponent), as an audit: dpaudit run attacks trainings like it,
      # which take batches and noise from the seed.

      """ + (try specificationText(audit))
  }
}
