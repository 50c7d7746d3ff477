internal import PrivacyModel

/// Ready audits of a training by DP-SGD, from cheap to deep: what an adversary of each kind would see of it.
struct CatalogueEntry: Sendable {
  let name: String
  let title: String
  /// What it can refute a claim by.
  let sees: String
  /// What stays hidden from it.
  let misses: String
  private let canary: CanarySpecification
  private let threat: ThreatSpecification
  private let attack: AttackSpecification
  private let game: @Sendable () throws -> GameSpecification
  private let evidence: @Sendable () throws -> EvidenceSpecification

  /// - Parameters:
  ///   - data: Of the training.
  ///   - claim: Under the adjacency that is claimed.
  func specification(
    data: DataSpecification, mechanism: DPSGDSpecification, claim: ClaimSpecification, seed: UInt64
  ) throws -> AuditSpecification {
    var game = try game()
    // A game of the claim's own neighbours, where the entry asks for no others.
    if game.neighbours == .addOrRemove { game = game.with(neighbours: claim.adjacency) }
    return try AuditSpecification(
      name: name, seed: seed, data: data, mechanism: .dpSGD(mechanism), canary: canary, threat: threat, attack: attack,
      game: game, claim: claim, evidence: evidence())
  }

  private init(
    _ name: String, _ title: String, sees: String, misses: String, canary: CanarySpecification,
    threat: ThreatSpecification, attack: AttackSpecification,
    game: @escaping @Sendable () throws -> GameSpecification,
    evidence: @escaping @Sendable () throws -> EvidenceSpecification = Self.rankGrid
  ) {
    (self.name, self.title, self.sees, self.misses) = (name, title, sees, misses)
    (self.canary, self.threat, self.attack, self.game, self.evidence) = (canary, threat, attack, game, evidence)
  }

  private static let significance = 0.05
  private static let rankGrid: @Sendable () throws -> EvidenceSpecification = {
    try EvidenceSpecification(significance: significance)
  }

  private static func worlds(
    of trials: Int, neighbours: Adjacency = .addOrRemove
  ) -> @Sendable () throws -> GameSpecification {
    { try GameSpecification(trialsPerWorld: trials, coins: .balanced, neighbours: neighbours) }
  }
}

extension CatalogueEntry {
  /// From the weakest adversary to the strongest.
  static let all = [
    CatalogueEntry(
      "black-box", "What does the final model betray to those who may only ask it?",
      sees: "gross faults: no noise, noise too small by an order of magnitude, no clipping",
      misses: "most of what a correct training leaks, and every fault of a factor of a few",
      canary: .mislabelled(record: 0), threat: ThreatSpecification(.finalLoss), attack: .loss, game: worlds(of: 1000)),
    CatalogueEntry(
      "black-box-out-of-distribution", "Does a record like no other stand out in the final model?",
      sees: "what black-box sees, usually sooner, where the data are images or bits",
      misses: "the same as black-box, a little less of it",
      canary: .outOfDistribution(.checkerboard, label: 0), threat: ThreatSpecification(.finalLoss), attack: .loss,
      game: worlds(of: 1000)),
    CatalogueEntry(
      "clip-bkd", "ClipBKD: a poisoned record that clipping cannot tame",
      sees: "faults of clipping and noise, through the final model alone",
      misses: "faults of a factor of a few; faults of the sampler's accounting",
      canary: .clipBKD, threat: ThreatSpecification(.finalLoss), attack: .loss,
      game: worlds(of: 1000, neighbours: .replaceOne)),
    CatalogueEntry(
      "worst-case-black-box", "What does the final model betray when training starts where the adversary likes?",
      sees: "the most that is known to show through a final model's answers",
      misses: "what averages out over many steps",
      canary: .crafted, threat: ThreatSpecification(.finalLoss, initialisation: .fitted), attack: .loss,
      game: worlds(of: 1000)),
    CatalogueEntry(
      "final-weights", "What do the weights of the final model betray of a natural record?",
      sees: "a record that the model memorised in its weights",
      misses: "what a canary made for the purpose would show",
      canary: .natural(record: 0), threat: ThreatSpecification(.finalWeights), attack: .weightProjection,
      game: worlds(of: 1000)),
    CatalogueEntry(
      "every-model", "What do all the models of a training betray of a mislabelled record?",
      sees: "faults that touch real gradients: clipping, augmentation, normalisation, accumulation",
      misses: "faults that only a gradient at the clip norm brings out",
      canary: .mislabelled(record: 0), threat: ThreatSpecification(.everyModel), attack: .gradientProjection,
      game: worlds(of: 1000)),
    CatalogueEntry(
      "hidden-state", "What does the final model betray of a record whose gradient the adversary chose?",
      sees: "whether hiding the steps in between protects as much as is hoped",
      misses: "faults of single steps, which the others cover",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.hiddenState), attack: .weightProjection,
      game: worlds(of: 2000)),
    CatalogueEntry(
      "federated", "What does a client learn who chooses his update and gets the model of every round?",
      sees: "what every-update sees, through the models in place of the updates",
      misses: "what the optimiser's own state blurs",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.federated), attack: .gradientProjection,
      game: worlds(of: 2000)),
    CatalogueEntry(
      "every-update", "The strongest adversary, until the claim is refuted",
      sees: "noise that is missing or too small, gradients that are not clipped, batches that are not what they are "
        + "accounted as; it stops at the first pair of trials that refutes the claim",
      misses: "faults that need another canary: in one layer, in one coordinate, in the data pipeline",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection,
      game: worlds(of: 5000)
    ) {
      try EvidenceSpecification(
        significance: significance, ledger: [.init(method: .sequential, significance: significance)],
        stop: .whenDecided)
    },
    CatalogueEntry(
      "every-update-replaced", "The strongest adversary against a claim about the value of a record",
      sees: "claims for added or removed records that are told of replaced ones",
      misses: "what every-update misses",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection,
      game: worlds(of: 2000, neighbours: .replaceOne)),
    CatalogueEntry(
      "deep", "The strongest adversary with trials enough to come near the truth",
      sees: "noise that is a tenth too small, against the whole claimed curve",
      misses: "what every-update misses",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection,
      game: worlds(of: 10_000)),
    CatalogueEntry(
      "lifted", "Sixteen canaries in every training, a random half of them in the data",
      sees: "what every-update sees, in a fraction of the trainings, since every canary is a test of its own",
      misses: "what every-update misses; canaries that disturb each other gain little",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection,
      game: { try GameSpecification(trialsPerWorld: 500, coins: .lifted, candidates: 16) }
    ) {
      try EvidenceSpecification(
        significance: significance, ledger: [.init(method: .liftedBetting, significance: significance)])
    },
    CatalogueEntry(
      "one-run", "Many canaries in a single training",
      sees: "gross faults, at the price of one training",
      misses: "much: bounds of one run are loose, and canaries disturb each other",
      canary: .gradient(.quietestCoordinate), threat: ThreatSpecification(.everyUpdate), attack: .gradientProjection,
      game: { try GameSpecification(runs: 1, coins: .fair, candidates: 200) }
    ) {
      try EvidenceSpecification(
        significance: significance, ledger: [.init(method: .mahloujifar, significance: significance)])
    },
  ]
}
