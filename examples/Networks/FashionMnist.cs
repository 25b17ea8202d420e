namespace Networks;

/// <summary>What the labels of Fashion-MNIST mean.</summary>
public static class FashionMnist
{
    /// <summary>The name of each of the ten classes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
}
