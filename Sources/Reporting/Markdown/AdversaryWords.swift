internal import PrivacyModel

extension CanarySpecification {
  var words: String {
    switch self {
    case .mislabelled(let record): "record \(record) of the dataset, its label moved to the next class"
    case .natural(let record): "record \(record) of the dataset, taken out of it"
    case .duplicated(let record): "a second copy of record \(record) of the dataset"
    case .outOfDistribution(.blank, let label): "a record whose features are all zero, of class \(label)"
    case .outOfDistribution(.noise, let label): "a record of uniformly random features, of class \(label)"
    case .outOfDistribution(.checkerboard, let label):
      "a checkerboard of the smallest and the largest feature, of class \(label)"
    case .clipBKD:
      "ClipBKD: a record along the direction in which the others vary least, of the class that a fitted model finds least "
        + "likely there"
    case .crafted: "of many records and labels, the one with the longest gradient at the initial model"
    case .gradient(.quietestCoordinate):
      "a gradient as long as clipping allows, along the coordinate that the other records disturb the least"
    case .gradient(.random): "a gradient as long as clipping allows, in a random direction drawn once for the audit"
    case .gradient(.constant): "a gradient as long as clipping allows, the same in every coordinate"
    case .value(let value): "a record of value \(exactText(value))"
    case .vector(.coordinate): "a vector of exactly the clip norm, along the first coordinate"
    case .vector(.random): "a vector of exactly the clip norm, in a random direction drawn once for the audit"
    case .effects(let effects): "a record that adds \(numberList(effects)) to the answers"
    case .neighbours: "what one of two datasets holds and the other does not, for several pairs"
    case .datasets(let pair):
      "what tells \(code(pair.included.excerpt)) (included) from \(code(pair.excluded.excerpt)) (excluded)"
    }
  }
}

extension Adjacency {
  /// What a coin decides.
  var words: String {
    switch self {
    case .addOrRemove: "the canary is there or not"
    case .replaceOne: "the canary is there, or another record in its place"
    case .zeroOut: "the canary is there, or a blank that contributes nothing"
    }
  }
}

extension ThreatSpecification {
  var words: String {
    let start =
      switch initialisation {
      case .random: ""
      case .fitted: "; training starts at weights that he chose, which fit the other records"
      }
    return "\(model.words) (\(code(model.rawValue)))\(start)"
  }
}

extension ThreatModel {
  fileprivate var words: String {
    switch self {
    case .output: "sees what is released and chooses a record"
    case .finalLoss: "black box: asks the final model about records and chooses one of them"
    case .finalWeights: "white box at the end: sees the weights of the final model and chooses a record"
    case .everyModel: "white box all along: sees the model after every step and chooses a record"
    case .everyUpdate: "the strongest: sees every noisy update and chooses a gradient in every step"
    case .hiddenState: "chooses a gradient in every step and sees the weights of the final model alone"
    case .federated: "a client: chooses his update in every round and gets the model after each"
    }
  }
}

extension AttackSpecification {
  func words(on canary: CanarySpecification.Kind) -> String {
    switch self {
    case .loss: "minus the canary's loss on the final model"
    case .gradientProjection where canary.isExample:
      "how far every step moves the model against the canary's gradient"
    case .gradientProjection: "the likelihood ratio of all updates along the canary's gradient"
    case .weightProjection: "how far the final model lies from the first against the canary's gradient"
    case .output: "the output itself"
    case .likelihoodRatio: "the likelihood ratio of what is released, to an adversary who knows the algorithm"
    case .absoluteValue: "the size of the output"
    case .norm: "the l2 norm of the output"
    case .projection: "the output along a direction fixed beforehand"
    case .lowestBit: "the place of the lowest bit that is set in the output"
    case .learned(let learned):
      "the likelihood ratio that \(countText(learned.trainingTrials)) trials before the game taught: \(learned.model.words)"
    }
  }
}

extension LearnedAttackSpecification.Model {
  fileprivate var words: String {
    switch self {
    case .frequencies: "how often every output was seen in either world"
    case .logistic: "logistic regression on the numbers of the output, their sizes and their lowest bit"
    case .network: "a network with one hidden layer on the numbers of the output, their sizes and their lowest bit"
    }
  }
}
