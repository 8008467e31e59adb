namespace Slipway.Testing;

/// <summary>The two databases that everything is tested on.</summary>
public enum TestEngine
{
    Sqlite,
    Postgres,
}
