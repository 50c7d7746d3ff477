import Testing

@Suite("Mistakes in keys") struct KeyErrorTests {
  @Test(
    "a misspelled key is named, with the nearest one and all that are allowed",
    arguments: [
      (
        "noiseMultiplier: 1.1", "noiseMultiplyer: 1.1",
        "15: mechanism.noiseMultiplyer is not a key here; did you mean noiseMultiplier?"
      ),
      (
        "  clipNorm: 1.0", "  clip_norm: 1.0", "16: mechanism.clip_norm is not a key here; did you mean clipNorm?"
      ),
      (
        "  clipNorm: 1.0", "  max_grad_norm: 1.0",
        "16: mechanism.max_grad_norm is not a key here; did you mean clipNorm?"
      ),
      ("  clipNorm: 1.0", "  weather: 1.0", "16: mechanism.weather is not a key here."),
      (
        "  clipNorm: 1.0", "  records: 1.0",
        "16: mechanism.records is not a key here; it goes with kind gaussian-sum and laplace-sum."
      ),
      ("  clipNorm: 1.0", "  delta: 1.0", "16: mechanism.delta is not a key here; it belongs under claim."),
      (
        "  clipNorm: 1.0", "  canary: {}",
        "16: mechanism.canary is not a key here; it belongs outside, without indentation."
      ),
      ("  clipNorm: 1.0", "  <<: {}", "16: mechanism.<< is not a key here."),
      ("  kind: dp-sgd", "  kin: dp-sgd", "10: mechanism.kin is not a key here; did you mean kind?"),
    ])
  func namesUnknownKeys(old: String, new: String, expected: String) throws {
    let keys =
      "kind, model, noiseMultiplier, clipNorm, samplingProbability, steps, learningRate, fault, "
      + "sampler, clipping, noise, optimiser, schedule, averaging, augmentation"
    let allKeys =
      "\(keys), records, bound, dimensions, draws, answers, sensitivity, epsilon, calibrationDelta, threshold, mostAbove, "
      + "command, parameters, environment, blockSize, frames, timeLimit, restarts, memoryLimit, event"
    let isKind = old.hasSuffix("dp-sgd")
    #expect(try complaint(about: changing(old, to: new)) == "\(expected) Keys: \(isKind ? allKeys : keys)")
  }

  @Test(
    "unknown keys are found at every depth",
    arguments: [
      (
        "seed:", "sead:",
        "2: sead is not a key here; did you mean seed? Keys: name, seed, data, mechanism, canary, threat, attack, game, claim, evidence"
      ),
      (
        "    activation: tanh", "    activaton: tanh",
        "14: mechanism.model.activaton is not a key here; did you mean activation? Keys: kind, hiddenUnits, activation, image, loss"
      ),
      (
        "  coins: fair", "  coin: fair",
        "28: game.coin is not a key here; did you mean coins? Keys: trialsPerWorld, runs, coins, candidates, neighbours"
      ),
      (
        "  trialsPerWorld: 1000", "  trials: 1000",
        "27: game.trials is not a key here; did you mean trialsPerWorld? Keys: trialsPerWorld, runs, coins, candidates, neighbours"
      ),
    ])
  func findsUnknownKeysAnywhere(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "a missing key is named with what it must be, at the line of its section",
    arguments: [
      ("  steps: 100\n", "9: mechanism.steps is missing; it must be a whole number"),
      ("  clipNorm: 1.0\n", "9: mechanism.clipNorm is missing; it must be a finite number"),
      (
        "  kind: dp-sgd\n",
        "9: mechanism.kind is missing; it must be one of dp-sgd, gaussian-sum, laplace-sum, gaussian-vector-sum, "
          + "laplace-query, gaussian-query, noisy-max, sparse-vector, external"
      ),
      ("    hiddenUnits: [32, 16]\n", "11: mechanism.model.hiddenUnits is missing; it must be a list of whole numbers"),
      ("  delta: 1e-5\n", "29: claim.delta is missing; it must be a finite number"),
      ("  file: data/digits.csv\n", "3: data.file is missing; it must be text"),
      ("seed: 18446744073709551615\n", "1: seed is missing; it must be a whole number from 0 to 18446744073709551615"),
      ("game:\n  trialsPerWorld: 1000\n  coins: fair\n", "1: game is missing; it must be a mapping of keys"),
    ])
  func namesMissingKeys(line: String, expected: String) throws {
    #expect(try complaint(about: changing(line, to: "")) == expected)
  }

  @Test(
    "a repeated key is named, with both lines",
    arguments: [
      (
        "  steps: 100\n", "  steps: 100\n  steps: 200\n",
        "19: mechanism.steps is given again, first on line 18; keep one of the two"
      ),
      (
        "  steps: 100\n", "  steps: 100\n  'steps': 200\n",
        "19: mechanism.steps is given again, first on line 18; keep one of the two"
      ),
      (
        "  steps: 100\n", "  'steps': 100\n  steps: 100\n",
        "19: mechanism.steps is given again, first on line 18; keep one of the two"
      ),
      (
        "  steps: 100\n", "  steps: 1\n  steps: 2\n  steps: 3\n  clipNorm: 1\n",
        "19: mechanism.steps is given again, first on line 18; keep one of the two"
      ),
      ("claim:\n", "seed: 3\nclaim:\n", "29: seed is given again, first on line 2; keep one of the two"),
      (
        "  coins: fair", "  coins: {fair: 1, fair: 2}",
        "28: game.coins must be one of fair, balanced, lifted, got a mapping of keys"
      ),
      (
        "  coins: fair", "  &a coins: fair\n  coins: fair",
        "28: this is not YAML: the key coins is given more than once; keep one of them"
      ),
    ])
  func namesRepeatedKeys(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test("a key must be a word")
  func refusesComplexKeys() throws {
    #expect(
      try complaint(about: changing("  steps: 100", to: "  ? [steps]\n  : 100"))
        == "18: a key of mechanism must be a word, got a list")
    #expect(
      try complaint(about: Examples.dpSGD + "? {}\n: 1\n") == "37: a key must be a word, got a mapping of keys")
  }

  @Test("what a terminal would obey is not printed")
  func printsNoControlCharacters() throws {
    #expect(
      try complaint(about: changing("  coins: fair", to: "  \"co\\nins\\e[31m\": fair"))
        == "28: game.co\u{FFFD}ins\u{FFFD}[31m is not a key here. Keys: trialsPerWorld, runs, coins, candidates, neighbours"
    )
  }
}
