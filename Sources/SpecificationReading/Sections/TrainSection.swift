internal import PrivacyModel

let budgetKeys = ["epsilon", "delta", "adjacency"]

/// What can be trained and kept.
enum TrainedMechanism: String, CaseIterable, SectionKind {
  case dpSGD = "dp-sgd"
  /// The same without clipping and noise.
  case sgd

  var keys: [String] {
    let training = [
      "model", "samplingProbability", "sampler", "steps", "learningRate", "schedule", "optimiser", "averaging",
      "augmentation",
    ]
    return self == .sgd ? training : ["noiseMultiplier", "clipNorm", "clipping", "noise"] + training
  }
}

/// The whole specification of a training.
func readTraining(_ document: Document, defaultName: String) throws -> TrainSpecification {
  let section = try Section(document.rootValue)
  // Before any advice about words that look alike.
  for key in rootKeys where !trainRootKeys.contains(key) {
    guard let value = section.find(key) else { continue }
    throw document.error(
      value.line, .unknownKey(path: key, hint: "it belongs to an audit, for dpaudit run.", keys: trainRootKeys))
  }
  try section.allow(trainRootKeys)

  let name = try section.optional("name", .text) ?? defaultName
  let seed = try section.required("seed", Reading<UInt64>.wholeNumber)
  let data = try readData(section.required("data", .section))
  let test = try section.optional("test", .section).map(readData)
  let mechanism = try section.required("mechanism", .section)
  let training: DPSGDSpecification
  var randomness = TrainingRandomness.seeded
  var budget: BudgetSpecification?
  switch try mechanism.kind(as: TrainedMechanism.self) {
  case .sgd:
    if let budget = section.find("budget") {
      throw budget.invalid("left out: training by sgd has no privacy to spend", hint: "dp-sgd is the private kind")
    }
    training = try readTrainer(mechanism, noiseMultiplier: 1, clipping: .flat(clipNorm: 1), noise: .gaussian)
  case .dpSGD:
    let given = try readBudget(section.required("budget", .section))
    if given.epsilon != nil, let number = mechanism.find("noiseMultiplier") {
      throw number.invalid("left out, since budget.epsilon decides it", hint: "or leave out budget.epsilon")
    }
    let clipping = try readBothClippings(mechanism)
    let (noise, source) = try mechanism.optional("noise", .section).map(readNoise) ?? (.gaussian, .secure)
    let noiseMultiplier = given.epsilon == nil ? try mechanism.required("noiseMultiplier", .number) : 1
    training = try readTrainer(mechanism, noiseMultiplier: noiseMultiplier, clipping: clipping, noise: noise)
    (budget, randomness) = (given, source)
  }
  return try section.value.checking {
    try TrainSpecification(
      name: name, seed: seed, data: data, test: test, mechanism: training, budget: budget, randomness: randomness)
  }
}

private func readBudget(_ section: Section) throws -> BudgetSpecification {
  try section.allow(budgetKeys)
  let epsilon = try section.optional("epsilon", .number)
  let delta = try section.required("delta", .number)
  let adjacency = try section.optional("adjacency", .choice(of: Adjacency.self)) ?? .addOrRemove
  return try section.value.checking {
    try BudgetSpecification(epsilon: epsilon, delta: delta, adjacency: adjacency)
  }
}
