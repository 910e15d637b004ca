namespace Slipway.Server.Database;

/// <summary>States as the database holds them: their names in lower case.</summary>
internal static class StoredNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.Lower[Array.IndexOf(Names<T>.Values, value)];

    public static T Read<T>(string name)
        where T : struct, Enum => Array.IndexOf(Names<T>.Lower, name) is >= 0 and var at
        ? Names<T>.Values[at]
        : throw new InvalidDataException($"The database holds '{name}', which is no {typeof(T).Name}.");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly T[] Values = Enum.GetValues<T>();
        public static readonly string[] Lower = [.. Values.Select(value => value.ToString().ToLowerInvariant())];
    }
}
