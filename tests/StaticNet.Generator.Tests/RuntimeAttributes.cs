namespace StaticNet.Generator.Tests;

internal static class RuntimeAttributes
{
    public const string Source = """
        using System;
        namespace StaticNet;
        public enum Fit { Exact, Crop, Pad }
        [AttributeUsage(AttributeTargets.Class, Inherited = false)]
        public sealed class NetworkAttribute(params int[] shape) : Attribute { public int[] Shape => shape; }
        [AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
        public abstract class LayerAttribute : Attribute { public string As { get; set; } }
        public sealed class ConvAttribute : LayerAttribute
        {
            public ConvAttribute(object filters, object kernel) { }
            public ConvAttribute(object filters, object kernelHeight, object kernelWidth) { }
            public object Stride { get; set; }
            public object Padding { get; set; }
            public object Dilation { get; set; }
            public object Groups { get; set; }
            public Fit Fit { get; set; }
            public bool Bias { get; set; } = true;
        }
        public abstract class PoolAttribute : LayerAttribute
        {
        }
        public sealed class MaxPoolAttribute : LayerAttribute
        {
            public MaxPoolAttribute(object kernel) { }
            public MaxPoolAttribute(object kernelHeight, object kernelWidth) { }
            public object Stride { get; set; }
            public object Padding { get; set; }
            public object Dilation { get; set; }
            public Fit Fit { get; set; }
        }
        public sealed class AvgPoolAttribute : LayerAttribute
        {
            public AvgPoolAttribute(object kernel) { }
            public AvgPoolAttribute(object kernelHeight, object kernelWidth) { }
            public object Stride { get; set; }
            public object Padding { get; set; }
            public Fit Fit { get; set; }
            public bool CountPadding { get; set; }
        }
        public sealed class GlobalAvgPoolAttribute : LayerAttribute;
        public sealed class ReluAttribute : LayerAttribute;
        public sealed class TanhAttribute : LayerAttribute;
        public sealed class SigmoidAttribute : LayerAttribute;
        public sealed class FlattenAttribute : LayerAttribute;
        public sealed class SoftmaxAttribute : LayerAttribute;
        public sealed class LeakyReluAttribute(double slope = 0.01) : LayerAttribute { public double Slope => slope; }
        public sealed class DropoutAttribute(double rate = 0.5) : LayerAttribute { public double Rate => rate; }
        public sealed class DenseAttribute(object units) : LayerAttribute { public object Units => units; public bool Bias { get; set; } = true; }
        public sealed class ShapeAttribute(params int[] shape) : LayerAttribute { public int[] Shape => shape; }
        """;
}
