namespace Slipway.Demo;

/// <summary>A link of the chain is broken; the message says which.</summary>
internal sealed class DemoException(string message) : Exception(message);
