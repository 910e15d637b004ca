using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Client.Wire;

/// <summary>The JSON of the server, generated at build time, so that the library can be trimmed.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartBody))]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(PartUrlsBody))]
[JsonSerializable(typeof(PartUrlsAnswer))]
[JsonSerializable(typeof(StoredPartsAnswer))]
[JsonSerializable(typeof(CompleteBody))]
[JsonSerializable(typeof(CompleteAnswer))]
[JsonSerializable(typeof(CancelAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;
