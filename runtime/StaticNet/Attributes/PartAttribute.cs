namespace StaticNet;

/// <summary>
/// One part of a declared network, in the order in which it is written: a layer, a block of layers, or how they hang
/// together.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public abstract class PartAttribute : Attribute
{
    private protected PartAttribute()
    {
    }
}
