import type { Vocabulary } from '../Wording.js';

export const vocabulary: Vocabulary = {
  turns: {
    title: '回合',
    sentence: '助手处理完一次请求的次数，无论结果如何。',
    example: '您提了十二个请求：12。',
    buckets: { total: '全部' },
  },
  finish_reason: {
    title: '回答结束的原因',
    sentence: 'AI 模型给出的结束回答的原因。',
    example: '一个回答完整结束：“完整”计 1。',
    buckets: {
      stop: '完整',
      length: '过长被截断',
      tool_calls: '转而使用工具',
      content_filter: '被过滤器拦下',
      insufficient_system_resource: '服务商资源不足',
      error: '出错',
      other: '其他原因',
    },
  },
  empty_final: {
    title: '空回答',
    sentence: '助手没有给出任何回答就结束的次数。',
    example: '您得到一个空白回答：1。',
    buckets: { total: '全部' },
  },
  provider_error: {
    title: '失败的请求',
    sentence: '向 AI 服务商发出的请求因哪类故障而中止。错误信息不会保留。',
    example: '服务商两次表示“请求过多”：“请求过多”计 2。',
    buckets: {
      http_400: '请求未被接受',
      http_401: '密钥未被接受',
      http_429: '请求过多',
      http_5xx: '服务商故障',
      stream_interrupted: '连接中断',
      timeout: '未及时应答',
      other: '其他故障',
    },
  },
  cache_hit: {
    title: '重复利用的输入',
    sentence: 'AI 模型的输入中有多大比例此前已读过，分五档。输入内容本身不会被查看。',
    example: '几乎全部都已读过：“95% 至 99%”计 1。',
    buckets: {
      '0_50': '不到 50%',
      '50_80': '50% 至 80%',
      '80_95': '80% 至 95%',
      '95_99': '95% 至 99%',
      '99_100': '99% 及以上',
    },
  },
  tool_error: {
    title: '失败的工具',
    sentence: '助手的工具遇到了哪类故障。不记录是哪个工具，也不记录它处理的内容。',
    example: '一条命令耗时过长：“耗时过长”计 1。',
    buckets: {
      permission: '没有权限',
      planmode: '计划阶段不允许',
      hook: '被您的规则拦下',
      timeout: '耗时过长',
      exec: '执行出错',
    },
  },
  compaction: {
    title: '压缩的对话',
    sentence: '对话过长、经摘要后继续的次数。',
    example: '一段长对话被摘要了一次：1。',
    buckets: { total: '全部' },
  },
};
