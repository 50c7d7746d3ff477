import Foundation
import SpecificationReading
import Testing

/// What reading `text` complains of, without the file; nil where it reads.
private func complaint(about text: String) throws -> String? {
  do {
    _ = try readSpecification(text, named: "audits/a.yaml")
    return nil
  } catch let error as SpecificationError {
    let prefix = "audits/a.yaml:"
    #expect(error.description.hasPrefix(prefix))
    return String(error.description.dropFirst(prefix.count))
  }
}

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
      ("  clipNorm: 1.0", "  records: 1.0", "16: mechanism.records is not a key here; it goes with kind gaussian-sum."),
      ("  clipNorm: 1.0", "  delta: 1.0", "16: mechanism.delta is not a key here; it belongs under claim."),
      (
        "  clipNorm: 1.0", "  canary: {}",
        "16: mechanism.canary is not a key here; it belongs outside, without indentation."
      ),
      ("  clipNorm: 1.0", "  <<: {}", "16: mechanism.<< is not a key here."),
      ("  kind: dp-sgd", "  kin: dp-sgd", "10: mechanism.kin is not a key here; did you mean kind?"),
    ])
  func namesUnknownKeys(old: String, new: String, expected: String) throws {
    let keys = "kind, model, noiseMultiplier, clipNorm, samplingProbability, steps, learningRate, fault"
    let allKeys = "\(keys), records, bound"
    let isKind = old.hasSuffix("dp-sgd")
    #expect(try complaint(about: changing(old, to: new)) == "\(expected) Keys: \(isKind ? allKeys : keys)")
  }

  @Test(
    "unknown keys are found at every depth",
    arguments: [
      (
        "seed:", "sead:",
        "2: sead is not a key here; did you mean seed? Keys: name, seed, data, mechanism, canary, attack, game, claim, evidence"
      ),
      (
        "    activation: tanh", "    activaton: tanh",
        "14: mechanism.model.activaton is not a key here; did you mean activation? Keys: kind, hiddenUnits, activation"
      ),
      (
        "  coins: fair", "  coin: fair",
        "28: game.coin is not a key here; did you mean coins? Keys: trialsPerWorld, coins"
      ),
      (
        "  trialsPerWorld: 1000", "  trials: 1000",
        "27: game.trials is not a key here; did you mean trialsPerWorld? Keys: trialsPerWorld, coins"
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
      ("  kind: dp-sgd\n", "9: mechanism.kind is missing; it must be one of dp-sgd, gaussian-sum"),
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
        "28: game.coins must be one of fair, balanced, got a mapping of keys"
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
      try complaint(about: Examples.dpSGD + "? {}\n: 1\n") == "36: a key must be a word, got a mapping of keys")
  }
}

@Suite("Mistakes in values") struct ValueErrorTests {
  @Test(
    "an impossible value is refused in the words of the model, with its place",
    arguments: [
      ("1.1", "-1.0", "15: mechanism.noiseMultiplier must be a finite number greater than 0, got -1.0"),
      ("1.1", "0", "15: mechanism.noiseMultiplier must be a finite number greater than 0, got 0"),
      (
        "1.1", "1e-400",
        "15: mechanism.noiseMultiplier must be a finite number greater than 0, got 1e-400; that is too small for a double"
      ),
      ("0.1\n", "1.5\n", "17: mechanism.samplingProbability must be a number greater than 0 and at most 1, got 1.5"),
      ("steps: 100", "steps: 0", "18: mechanism.steps must be a whole number from 1 to 4294967295, got 0"),
      ("examples: 500", "examples: 0", "8: data.examples must be a whole number of at least 1, got 0"),
      (
        "[32, 16]", "[32,\n     0]",
        "14: mechanism.model.hiddenUnits[1] must be a whole number from 1 to 1000000, got 0"
      ),
      ("[32, 16]", "[]", "13: mechanism.model.hiddenUnits must be the sizes of one or more layers, got an empty list"),
      ("1e-5", "1", "30: claim.delta must be a number greater than 0 and less than 1, got 1"),
      ("epsilon: 2", "epsilon: -2", "31: claim.epsilon must be a finite number greater than 0, got -2"),
      ("0.25", "1.0", "35: evidence.selectionFraction must be a number greater than 0 and less than 1, got 1.0"),
      (
        "trialsPerWorld: 1000", "trialsPerWorld: 1",
        "27: game.trialsPerWorld must be a whole number from 2 to 1099511627776, got 1"
      ),
      ("name: example", "name: a/b", "1: name must be a word fit for a file name, got 'a/b'"),
    ])
  func refusesImpossibleValues(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "a value of the wrong type is refused with a way out",
    arguments: [
      ("1.1", "\"1.1\"", "15: mechanism.noiseMultiplier must be a finite number, got '1.1'; leave out the quotes"),
      ("1.1", "1,1", "15: mechanism.noiseMultiplier must be a finite number, got '1,1'; write a decimal point"),
      ("1.1", "011", "15: mechanism.noiseMultiplier must be a finite number, got '011'; leave out the leading zeros"),
      ("1.1", "many", "15: mechanism.noiseMultiplier must be a finite number, got 'many'"),
      ("1.1", "", "15: mechanism.noiseMultiplier must be a finite number, got nothing"),
      ("1.1", ".nan", "15: mechanism.noiseMultiplier must be a finite number, got .nan"),
      ("1.1", "-.inf", "15: mechanism.noiseMultiplier must be a finite number, got -.inf"),
      (
        "1.1", "1e400",
        "15: mechanism.noiseMultiplier must be a finite number, got 1e400; that is too large for a double"
      ),
      ("1.1", "[1.1]", "15: mechanism.noiseMultiplier must be a finite number, got a list"),
      ("0.1\n", "10%\n", "17: mechanism.samplingProbability must be a finite number, got '10%'; write a fraction of 1"),
      ("steps: 100", "steps: 1.5", "18: mechanism.steps must be a whole number, got 1.5"),
      (
        "steps: 100", "steps: 99999999999999999999",
        "18: mechanism.steps must be a whole number from -9223372036854775808 to 9223372036854775807, "
          + "got 99999999999999999999"
      ),
      ("18446744073709551615", "-1", "2: seed must be a whole number from 0 to 18446744073709551615, got -1"),
      (
        "18446744073709551615", "18446744073709551616",
        "2: seed must be a whole number from 0 to 18446744073709551615, got 18446744073709551616"
      ),
      ("[32, 16]", "32", "13: mechanism.model.hiddenUnits must be a list of whole numbers, got 32"),
      ("[32, 16]", "[32, wide]", "13: mechanism.model.hiddenUnits[1] must be a whole number, got 'wide'"),
      ("file: data/digits.csv", "file: ''", "5: data.file must be text, got ''"),
      ("file: data/digits.csv", "file: [a]", "5: data.file must be text, got a list"),
      ("name: example", "name: \"two\\nlines\"", "1: name must be text on one line, got 'two…'"),
      (
        "epsilon: 2", "epsilon:",
        "31: claim.epsilon must be a finite number, got nothing; leave the key out for the default"
      ),
      (
        "evidence:\n  significance: 0.01\n  selectionFraction: 0.25\n", "evidence:\n",
        "33: evidence must be a mapping of keys, got nothing; leave the key out for the default"
      ),
      ("attack:\n  kind: gradient-projection\n", "attack: loss\n", "24: attack must be a mapping of keys, got 'loss'"),
    ])
  func refusesWrongTypes(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "an unknown choice is answered with the choices",
    arguments: [
      (
        "kind: gradient-projection", "kind: gradient-projektion",
        "25: attack.kind 'gradient-projektion' is unknown; did you mean gradient-projection? "
          + "Choose one of loss, gradient-projection, output"
      ),
      (
        "kind: gradient-projection", "kind: 3",
        "25: attack.kind 3 is unknown; choose one of loss, gradient-projection, output"
      ),
      ("coins: fair", "coins: [fair]", "28: game.coins must be one of fair, balanced, got a list"),
      (
        "kind: dp-sgd", "kind: DPSGD",
        "10: mechanism.kind 'DPSGD' is unknown; did you mean dp-sgd? Choose one of dp-sgd, gaussian-sum"
      ),
      (
        "fault: noise-divided-by-batch-size", "fault: none",
        "20: mechanism.fault 'none' is unknown; choose one of noise-divided-by-batch-size"
      ),
      (
        "fault: noise-divided-by-batch-size", "fault: null",
        "20: mechanism.fault must be noise-divided-by-batch-size, got nothing; leave the key out for the default"
      ),
    ])
  func listsChoices(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test("parts that do not fit each other are refused where they stand")
  func refusesMisfits() throws {
    #expect(
      try complaint(about: changing("kind: gradient-projection", to: "kind: loss"))
        == "25: attack.kind must be gradient-projection for a gradient canary, got loss")
    let sum = Examples.gaussianSum
    #expect(
      try complaint(about: sum + "data: {format: csv, file: a.csv}\n")
        == "7: data must be left out: gaussian-sum lists its own records, got a dataset")
    #expect(
      try complaint(about: changing("{kind: value, value: 1}", to: "{kind: gradient}", in: sum))
        == "3: canary.kind must be value for gaussian-sum, got gradient")
    #expect(
      try complaint(about: changing("data: X\n", to: "", in: Examples.training(on: "X")))
        == "1: data must be given: dp-sgd trains on a dataset, got nothing")
  }

  @Test(
    "data is refused where its numbers or files make no dataset",
    arguments: [
      ("{format: cifar10, files: []}", "2: data.files must be a list of at least one file, got an empty list"),
      ("{format: cifar10, files: [a, ~]}", "2: data.files[1] must be text, got nothing"),
      ("{format: cifar10, file: a, files: [b]}", "2: data.file must be left out where files are listed, got 'a'"),
      ("{format: cifar10}", "2: data.file is missing; it must be text"),
      (
        "{format: csv, images: a}",
        "2: data.images is not a key here; it goes with format idx. Keys: format, file, labelColumn, scale, examples"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 1, spread: 1}",
        "2: data.classes must be a whole number of at least 2, got 1"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 2, spread: 0}",
        "2: data.spread must be a finite number greater than 0, got 0"
      ),
      (
        "{format: sparse-binary, examples: 5, features: 0, classes: 2, density: 0.5}",
        "2: data.features must be a whole number of at least 1, got 0"
      ),
      (
        "{format: sparse-binary, examples: 5, features: 2, classes: 2, density: 1}",
        "2: data.density must be a number greater than 0 and less than 1, got 1"
      ),
    ])
  func refusesImpossibleData(data: String, expected: String) throws {
    #expect(try complaint(about: Examples.training(on: data)) == expected)
  }
}
